import { csvText, fileName, type Cell } from './csv'

/** Hand a text to the browser to save. The mark in front tells spreadsheets that it is UTF-8. */
function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Save rows, the first one being the heading, under a name made of these parts. */
export function saveCsv(rows: readonly (readonly Cell[])[], name: readonly string[]): void {
  saveText(csvText(rows), `${fileName('apextrade', ...name)}.csv`, 'text/csv;charset=utf-8')
}
