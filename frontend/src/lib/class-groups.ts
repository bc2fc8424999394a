import type { createTailwindMerge } from 'tailwind-merge'

type Config = ReturnType<Parameters<typeof createTailwindMerge>[0]>

const any = () => true
const isNumber = (value: string) => /^\d+$/.test(value)
const isFontSize = (value: string) => /^(\dxs|xs|sm|base|lg|\d?xl|\[[\d.]+(px|rem)\])$/.test(value)

const isImage = (value: string) => /^\[[a-z-]*(gradient|url)\(/.test(value)

const side = (name: string) => [{ [name]: [any] }]
const width = (name: string) => [{ [name]: ['', isNumber] }]

// prettier-ignore
const classGroups: Config['classGroups'] = {
  display: ['block', 'inline-block', 'inline', 'flex', 'inline-flex', 'grid', 'table', 'contents', 'hidden'],
  position: ['static', 'fixed', 'absolute', 'relative', 'sticky'],
  reader: ['sr-only', 'not-sr-only'],
  overflow: side('overflow'), overflowX: side('overflow-x'), overflowY: side('overflow-y'),
  inset: side('inset'), insetX: side('inset-x'), insetY: side('inset-y'),
  top: side('top'), right: side('right'), bottom: side('bottom'), left: side('left'),
  z: side('z'), order: side('order'),
  flex: [{ flex: [isNumber, 'auto', 'none', 'initial'] }],
  direction: [{ flex: ['row', 'row-reverse', 'col', 'col-reverse'] }],
  wrap: [{ flex: ['wrap', 'nowrap', 'wrap-reverse'] }],
  grow: width('grow'), shrink: width('shrink'),
  columns: side('columns'), gridColumns: side('grid-cols'), span: side('col-span'),
  gap: side('gap'), gapX: side('gap-x'), gapY: side('gap-y'),
  justify: [{ justify: ['start', 'end', 'center', 'between', 'around', 'evenly', 'stretch'] }],
  items: side('items'), self: side('self'),
  p: side('p'), px: side('px'), py: side('py'),
  pt: side('pt'), pr: side('pr'), pb: side('pb'), pl: side('pl'),
  m: side('m'), mx: side('mx'), my: side('my'),
  mt: side('mt'), mr: side('mr'), mb: side('mb'), ml: side('ml'),
  size: side('size'), w: side('w'), minW: side('min-w'), maxW: side('max-w'),
  h: side('h'), minH: side('min-h'), maxH: side('max-h'),
  fontSize: [{ text: [isFontSize] }],
  textAlign: [{ text: ['left', 'center', 'right', 'start', 'end', 'justify'] }],
  colour: side('text'),
  weight: [{ font: ['normal', 'medium', 'semibold', 'bold'] }],
  family: [{ font: ['sans', 'mono'] }],
  leading: side('leading'), tracking: side('tracking'),
  underline: ['underline', 'no-underline'],
  underlineOffset: side('underline-offset'),
  whitespace: side('whitespace'),
  breaks: [{ break: ['normal', 'all', 'words', 'keep'] }],
  align: side('align'),
  backgroundImage: [{ bg: [isImage] }],
  background: side('bg'),
  rounded: [{ rounded: ['', any] }],
  roundedTop: side('rounded-t'), roundedRight: side('rounded-r'),
  roundedBottom: side('rounded-b'), roundedLeft: side('rounded-l'),
  border: width('border'), borderX: width('border-x'), borderY: width('border-y'),
  borderTop: width('border-t'), borderRight: width('border-r'),
  borderBottom: width('border-b'), borderLeft: width('border-l'),
  borderStyle: [{ border: ['solid', 'dashed', 'dotted', 'none'] }],
  borderSpacing: side('border-spacing'),
  borderCollapse: [{ border: ['collapse', 'separate'] }],
  borderColour: side('border'),
  outline: width('outline'),
  outlineStyle: [{ outline: ['none', 'hidden'] }],
  outlineOffset: side('outline-offset'),
  outlineColour: side('outline'),
  shadow: side('shadow'), opacity: side('opacity'),
  ring: width('ring'), ringColour: side('ring'),
  transition: [{ transition: ['', any] }], duration: side('duration'), animate: side('animate'),
  translateX: side('translate-x'), translateY: side('translate-y'),
  cursor: side('cursor'),
}

/** What each group sets beside what its name says. */
const conflictingClassGroups: Config['conflictingClassGroups'] = {
  overflow: ['overflowX', 'overflowY'],
  inset: ['insetX', 'insetY', 'top', 'right', 'bottom', 'left'],
  insetX: ['right', 'left'],
  insetY: ['top', 'bottom'],
  flex: ['grow', 'shrink'],
  gap: ['gapX', 'gapY'],
  p: ['px', 'py', 'pt', 'pr', 'pb', 'pl'],
  px: ['pr', 'pl'],
  py: ['pt', 'pb'],
  m: ['mx', 'my', 'mt', 'mr', 'mb', 'ml'],
  mx: ['mr', 'ml'],
  my: ['mt', 'mb'],
  size: ['w', 'h'],
  fontSize: ['leading'],
  rounded: ['roundedTop', 'roundedRight', 'roundedBottom', 'roundedLeft'],
  border: ['borderX', 'borderY', 'borderTop', 'borderRight', 'borderBottom', 'borderLeft'],
  borderX: ['borderRight', 'borderLeft'],
  borderY: ['borderTop', 'borderBottom'],
}

/**
 * The classes that these pages use, by what they set; a later one of a group replaces an earlier.
 *
 * A part of the library's own table, which weighs as much as a page: a test holds the two together.
 */
export const classes: Config = {
  cacheSize: 500,
  theme: {},
  classGroups,
  conflictingClassGroups,
  conflictingClassGroupModifiers: { fontSize: ['leading'] },
  orderSensitiveModifiers: ['before', 'after', 'placeholder', 'file', 'marker', 'selection', '*'],
}
