/** Return the page's main part: what opens in it is found by those who jump between landmarks. */
export function mainPart(): HTMLElement | null {
  return typeof document === 'undefined' ? null : document.getElementById('content')
}
