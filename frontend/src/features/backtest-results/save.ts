/** Hand a text to the browser to save. The mark in front tells spreadsheets that it is UTF-8. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
