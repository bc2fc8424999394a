import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'

interface Props {
  newest: number
  older: number
  newer: number
  onCompare: (pair: { older: number; newer: number }) => void
}

/** Which two versions to compare. */
export function CompareForm({ newest, older, newer, onCompare }: Props) {
  const numbers = Array.from({ length: newest }, (_, index) => newest - index)
  const options = numbers.map((number) => (
    <option key={number} value={number}>
      Version {number}
      {number === newest ? ' (now)' : ''}
    </option>
  ))
  return (
    <div className="grid grid-cols-2 gap-3 sm:max-w-md">
      <Field label="From">
        {(given) => (
          <NativeSelect
            {...given}
            value={older}
            onChange={({ target }) => onCompare({ older: Number(target.value), newer })}
          >
            {options}
          </NativeSelect>
        )}
      </Field>
      <Field label="To">
        {(given) => (
          <NativeSelect
            {...given}
            value={newer}
            onChange={({ target }) => onCompare({ older, newer: Number(target.value) })}
          >
            {options}
          </NativeSelect>
        )}
      </Field>
    </div>
  )
}
