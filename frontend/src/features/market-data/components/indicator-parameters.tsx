'use client'

import { useState } from 'react'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { faultOf, parametersOf, type Entry, type Values } from '../indicators'

interface Props {
  entry: Entry
  values: Values
  onChange: (values: Values) => void
}

const wordOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')

/** The numbers of one indicator; they take effect together. */
export function IndicatorParameters({ entry, values, onChange }: Props) {
  const parameters = parametersOf(entry)
  const [written, setWritten] = useState<Values>({})
  const current = (name: string, initial: string) => written[name] ?? values[name] ?? initial
  const faults = parameters.map((each) => faultOf(each, current(each.name, each.initial)))
  const isChanged = parameters.some(
    ({ name, initial }) => current(name, initial) !== (values[name] ?? initial),
  )
  const apply = (event: React.FormEvent) => {
    event.preventDefault()
    if (faults.some((fault) => fault !== null)) return
    onChange({
      ...values,
      ...Object.fromEntries(
        Object.entries(written).map(([name, value]) => [name, value.trim().replace(',', '.')]),
      ),
    })
    setWritten({})
  }
  return (
    <form onSubmit={apply} noValidate className="mt-2 grid grid-cols-2 gap-2">
      {parameters.map((each, index) => {
        const value = current(each.name, each.initial)
        const write = (text: string) => setWritten({ ...written, [each.name]: text })
        return (
          <Field
            key={each.name}
            label={wordOf(each.name)}
            error={faults[index]}
            hint={each.description}
          >
            {(given) =>
              each.kind === 'choice' ? (
                <NativeSelect
                  {...given}
                  value={value}
                  onChange={(event) => write(event.target.value)}
                >
                  {each.choices.map((choice) => (
                    <option key={choice}>{choice}</option>
                  ))}
                </NativeSelect>
              ) : (
                <Input
                  {...given}
                  inputMode="decimal"
                  value={value}
                  onChange={(event) => write(event.target.value)}
                />
              )
            }
          </Field>
        )
      })}
      {isChanged ? (
        <Button
          type="submit"
          size="sm"
          variant="primary"
          className="col-span-2"
          disabled={faults.some((fault) => fault !== null)}
        >
          Apply
        </Button>
      ) : null}
    </form>
  )
}
