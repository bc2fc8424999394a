/** What opens over the builder, fetched as one part: it all stands on the same dialog code. */
export { ConflictDialog } from './conflict-dialog'
export { KeepRuleDialog } from './keep-rule-dialog'
export { OperandPopover } from './operand-popover'
export { OwnScreen } from './own-screen'
export { SavedRulesDialog } from './saved-rules-dialog'
