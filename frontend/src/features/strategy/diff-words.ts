/** The lines of a strategy's text form, as names and values a person reads. */

const HEADER = /^([a-z][a-z_.]*): (.*)$/
const RULE = /^(?:(buy|sell) )?(entry|exit) ("(?:[^"\\]|\\.)*")(?: \[[^\]]*\])?: (.*)$/
const REFERENCE = /^(?:(buy|sell) )?(entry|exit) ref (.+)$/

const LABELS: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  symbol: 'Market',
  venue: 'Venue',
  timeframe: 'Timeframe',
  direction: 'Direction',
  reverse: 'Turn round on the opposite signal',
  'size.mode': 'Size, counted in',
  'size.value': 'Size',
}

/** Return a line's name and value; null for one that has neither. */
export function keyedLine(line: string): { key: string; value: string } | null {
  const [, field, setting] = HEADER.exec(line) ?? []
  if (field !== undefined && setting !== undefined) return { key: field, value: setting }
  const [, side, list, name, body] = RULE.exec(line) ?? []
  if (list !== undefined && name !== undefined && body !== undefined)
    return { key: `${side ?? ''} ${list} ${name}`, value: body }
  const [, , where, rule] = REFERENCE.exec(line) ?? []
  if (where !== undefined && rule !== undefined)
    return { key: ` ${where} ref ${rule}`, value: `the saved rule ${rule}` }
  // Whatever the text form says that is not known here is shown as it stands.
  return line.trim() === '' ? null : { key: line, value: line }
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/** Return what a name stands for: "risk.stop_loss_pct" is "Stop loss, %". */
export function labelOf(key: string): string {
  const known = LABELS[key]
  if (known !== undefined) return known
  const [, side = '', list, name] = /^(\w*) (entry|exit) (.+)$/.exec(key) ?? []
  if (list !== undefined && name !== undefined) {
    const rule = name.startsWith('ref ') ? 'reference' : `“${unquoted(name)}”`
    const kind = `${list} rule ${rule}${side === '' ? '' : ` (${side})`}`
    return kind.charAt(0).toUpperCase() + kind.slice(1)
  }
  const words = key
    .replace(/^(risk|size)\./, '')
    .replace(/_pct$/, ', %')
    .replaceAll('_', ' ')
  return /^[a-z]/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words
}

/** Return a value as it is read: text without its quotation marks, words without underscores. */
export function valueOf(value: string): string {
  const text = unquoted(value)
  return /^[a-z]+(_[a-z]+)+$/.test(text) ? text.replaceAll('_', ' ') : text
}
