'use client'

import { useMemo, useState, type ComponentType } from 'react'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'

import { faultAt } from '../faults'
import { textOf, withKey } from '../json'
import {
  groupsOf,
  limitsText,
  paramsOf,
  withIndicator,
  withParam,
  type Parameter,
} from '../operands'
import { useBuilder } from '../hooks/builder-context'
import { NumberInput } from './number-input'
import type { ObjectProps, OperandProps } from './operand-props'

interface Props extends ObjectProps {
  /** What edits the series it reads: any operand. */
  Source: ComponentType<OperandProps>
}

/** An indicator of the catalogue with its parameters, its output and what it reads. */
export function IndicatorFields({ Source, ...props }: Props) {
  const { value, onChange, pointer } = props
  const { catalogue, faults } = useBuilder()
  const [search, setSearch] = useState('')
  const name = textOf(value.indicator)
  const groups = useMemo(() => groupsOf(catalogue, search, name), [catalogue, search, name])
  const entry = catalogue.get(name)
  return (
    <>
      <Field label={`Find one of ${catalogue.size} indicators`}>
        {(given) => (
          <Input
            {...given}
            type="search"
            autoComplete="off"
            placeholder="Name, or what it measures"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        )}
      </Field>
      <Field
        label="Indicator"
        hint={entry?.description}
        error={faultAt(faults, `${pointer}/indicator`)}
      >
        {(given) => (
          <NativeSelect
            {...given}
            value={name}
            onChange={({ target }) => onChange(withIndicator(value, target.value, catalogue))}
          >
            {entry === undefined ? <option value={name}>{name || 'Choose one'}</option> : null}
            {groups.map(([group, entries]) => (
              <optgroup key={group} label={group}>
                {entries.map((each) => (
                  <option key={each.name} value={each.name}>
                    {each.name} – {each.title}
                  </option>
                ))}
              </optgroup>
            ))}
          </NativeSelect>
        )}
      </Field>
      {entry?.parameters.map((parameter) => (
        <ParameterField
          key={`${name} ${parameter.name}`}
          parameter={parameter}
          value={value}
          onChange={onChange}
          pointer={pointer}
        />
      ))}
      {entry !== undefined && entry.outputs.length > 1 ? (
        <Field label="Line" error={faultAt(faults, `${pointer}/output`)}>
          {(given) => (
            <NativeSelect
              {...given}
              value={textOf(value.output) || (entry.outputs[0] ?? '')}
              onChange={({ target }) =>
                onChange(
                  withKey(
                    value,
                    'output',
                    target.value === entry.outputs[0] ? undefined : target.value,
                  ),
                )
              }
            >
              {entry.outputs.map((output) => (
                <option key={output}>{output}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
      ) : null}
      {entry?.inputs.includes('source') ? <SourceFields {...props} Source={Source} /> : null}
    </>
  )
}

function label(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function ParameterField({
  parameter,
  value,
  onChange,
  pointer,
}: ObjectProps & { parameter: Parameter }) {
  const { faults } = useBuilder()
  const written = paramsOf(value)[parameter.name]
  const error = faultAt(faults, `${pointer}/params/${parameter.name}`)
  if (parameter.kind === 'choice')
    return (
      <Field label={label(parameter.name)} hint={parameter.description} error={error}>
        {(given) => (
          <NativeSelect
            {...given}
            value={textOf(written) || String(parameter.default)}
            onChange={({ target }) => onChange(withParam(value, parameter.name, target.value))}
          >
            {parameter.choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
    )
  return (
    <Field
      label={label(parameter.name)}
      hint={`${parameter.description}: ${limitsText(parameter)}`}
      error={error}
    >
      {(given) => (
        <NumberInput
          {...given}
          value={written}
          fallback={parameter.default}
          onValue={(next) => onChange(withParam(value, parameter.name, next))}
        />
      )}
    </Field>
  )
}

function SourceFields({ value, onChange, pointer, Source }: Props) {
  const source = value.source
  if (source === undefined)
    return (
      <p className="text-2xs text-muted-foreground">
        Computed from the close.{' '}
        <Button
          variant="link"
          size="bare"
          className="text-2xs"
          onClick={() => onChange({ ...value, source: { price: 'hl2' } })}
        >
          Use another series
        </Button>
      </p>
    )
  return (
    <fieldset className="flex flex-col gap-2 rounded-md border border-border p-3">
      <legend className="px-1 text-2xs text-muted-foreground">Computed from</legend>
      <Source
        value={source}
        onChange={(next) => onChange({ ...value, source: next })}
        pointer={`${pointer}/source`}
      />
      <Button
        variant="link"
        size="bare"
        className="self-start text-2xs"
        onClick={() => onChange(withKey(value, 'source', undefined))}
      >
        Back to the close
      </Button>
    </fieldset>
  )
}
