'use client'

import { useRef, useState } from 'react'
import { Controller, useForm, type Control } from 'react-hook-form'

import { Alert } from '@/components/ui/alert'
import { ActionButton } from '@/components/ui/action-button'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { Progress } from '@/components/ui/progress'
import { useMe } from '@/hooks/use-format'
import { useResolver } from '@/hooks/use-resolver'
import { newKey } from '@/lib/api-client'
import { ProblemError } from '@/lib/problem'

import { bodyOf, CALENDARS, EMPTY_IMPORT, fieldOf, signatureOf } from '../import-order'
import { TIMEFRAMES } from '../model'
import type { ImportForm as Form } from '../schemas'
import { uploaded, type Report } from '../upload'

const loadResolver = () => import('../resolvers').then((part) => part.importResolver)

function Tick({
  control,
  name,
  children,
}: {
  control: Control<Form>
  name: 'strict' | 'shared'
  children: string
}) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <label className="flex min-h-6 items-center gap-2 text-sm">
          <Checkbox checked={field.value} onCheckedChange={field.onChange} />
          {children}
        </label>
      )}
    />
  )
}

/** A key per order: only the same file with the same fields is a repeat. */
function useKey() {
  const last = useRef({ signature: '', key: '' })
  return (form: Form) => {
    const signature = signatureOf(form)
    if (last.current.signature !== signature) last.current = { signature, key: newKey() }
    return last.current.key
  }
}

function Sending({ percent }: { percent: number }) {
  const isSent = percent >= 100
  return (
    <div className="flex flex-col gap-1.5">
      <Progress percent={percent} label="Sending the file" />
      <p role="status" className="text-2xs text-muted-foreground">
        {isSent ? 'Sent. The server checks and stores the rows …' : 'Sending the file …'}
      </p>
    </div>
  )
}

/** What a file holds, as far as it does not say so itself. */
export function ImportForm({ onDone }: { onDone: (report: Report) => void }) {
  const { data: me } = useMe()
  const keyOf = useKey()
  const [percent, setPercent] = useState(0)
  const { register, control, handleSubmit, setError, formState } = useForm<Form>({
    resolver: useResolver(loadResolver),
    defaultValues: EMPTY_IMPORT,
  })
  const { errors, isSubmitting } = formState
  const send = handleSubmit(async (form) => {
    setPercent(0)
    try {
      onDone(await uploaded(bodyOf(form), keyOf(form), setPercent))
    } catch (error) {
      const problem = error instanceof ProblemError ? error : null
      const faults = problem?.faults.filter(({ pointer }) => fieldOf(pointer) !== null) ?? []
      for (const { pointer, message } of faults) setError(fieldOf(pointer) ?? 'root', { message })
      if (faults.length === 0)
        setError('root', { message: problem?.message ?? 'The file could not be sent.' })
    }
  })
  return (
    <form onSubmit={(event) => void send(event)} noValidate className="flex flex-col gap-4">
      {errors.root ? (
        <Alert tone="bad" role="alert" title="The file was not imported">
          {errors.root.message}
        </Alert>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Field label="File" error={errors.file?.message} className="sm:col-span-2">
          {(given) => (
            <Input
              {...given}
              type="file"
              accept=".csv,.txt,.json,.parquet"
              className="py-1.5"
              {...register('file')}
            />
          )}
        </Field>
        <Field
          label="Name of the source"
          error={errors.source?.message}
          hint="Your word for it, such as mine"
        >
          {(given) => <Input {...given} placeholder="upload" {...register('source')} />}
        </Field>
        <Field label="Symbol" error={errors.symbol?.message} hint="By default the name of the file">
          {(given) => <Input {...given} placeholder="BTC/USD" {...register('symbol')} />}
        </Field>
        <Field label="Timeframe" error={errors.timeframe?.message}>
          {(given) => (
            <NativeSelect {...given} {...register('timeframe')}>
              <option value="">Told by the file</option>
              {TIMEFRAMES.map((timeframe) => (
                <option key={timeframe}>{timeframe}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Trading hours" error={errors.calendar?.message}>
          {(given) => (
            <NativeSelect {...given} {...register('calendar')}>
              <option value="">Told by the symbol</option>
              {Object.entries(CALENDARS).map(([calendar, words]) => (
                <option key={calendar} value={calendar}>
                  {words}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Tick control={control} name="strict">
          Refuse the whole file if one row is faulty
        </Tick>
        {me?.is_admin ? (
          <Tick control={control} name="shared">
            For everybody on this server
          </Tick>
        ) : null}
      </div>
      {isSubmitting ? <Sending percent={percent} /> : null}
      <div>
        <ActionButton type="submit" variant="primary" disabled={isSubmitting}>
          {isSubmitting ? 'Importing …' : 'Import'}
        </ActionButton>
      </div>
    </form>
  )
}
