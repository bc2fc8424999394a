'use client'

import { Controller, useWatch, type UseFormReturn } from 'react-hook-form'

import { Awaited } from '@/components/states/awaited'
import { ActionButton } from '@/components/ui/action-button'
import { Alert } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardHeader } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/hooks/use-format'
import { currencyChoices, localeChoices } from '@/lib/places'

import { useProfileForm } from '../hooks/use-profile-form'
import type { Me } from '../model'
import type { ProfileForm } from '../schemas'
import { ProfilePreview } from './profile-preview'
import { ZonePicker } from './zone-picker'

type Form = UseFormReturn<ProfileForm>

function Names({ form, email }: { form: Form; email: string }) {
  const { errors } = form.formState
  return (
    <>
      <Field label="E-mail" hint="The address you log in with; it cannot be changed here.">
        {(given) => <Input {...given} value={email} readOnly autoComplete="username" />}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="First name" error={errors.first_name?.message}>
          {(given) => (
            <Input {...given} autoComplete="given-name" {...form.register('first_name')} />
          )}
        </Field>
        <Field label="Last name" error={errors.last_name?.message}>
          {(given) => (
            <Input {...given} autoComplete="family-name" {...form.register('last_name')} />
          )}
        </Field>
      </div>
    </>
  )
}

function Places({ form, me }: { form: Form; me: Me }) {
  const { errors } = form.formState
  return (
    <>
      <Field
        label="Time zone"
        error={errors.timezone?.message}
        hint="Every time on every page is shown in it; the days of backtests are UTC days."
      >
        {(given) => (
          <Controller
            control={form.control}
            name="timezone"
            render={({ field }) => (
              <ZonePicker {...given} value={field.value} onChange={field.onChange} />
            )}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Numbers and dates as in" error={errors.locale?.message}>
          {(given) => (
            <NativeSelect {...given} {...form.register('locale')}>
              {localeChoices(me.locale).map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <Field label="Base currency" error={errors.base_currency?.message}>
          {(given) => (
            <NativeSelect {...given} {...form.register('base_currency')}>
              {currencyChoices(me.base_currency).map((currency) => (
                <option key={currency}>{currency}</option>
              ))}
            </NativeSelect>
          )}
        </Field>
      </div>
    </>
  )
}

function ProfileBody({ me }: { me: Me }) {
  const { form, submit, refusal, isDirty } = useProfileForm(me)
  const [locale, timezone, baseCurrency] = useWatch({
    control: form.control,
    name: ['locale', 'timezone', 'base_currency'],
  })
  const { isSubmitting } = form.formState
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Card className="flex flex-col gap-4">
        <CardHeader title="Profile">
          {isDirty ? <Badge tone="warn">Unsaved changes</Badge> : null}
        </CardHeader>
        {me.is_verified ? null : (
          <Alert tone="warn">
            Your address is not confirmed yet: the letter with the link is in your mail.
          </Alert>
        )}
        {refusal ? (
          <Alert tone="bad" role="alert">
            {refusal}
          </Alert>
        ) : null}
        <div className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <Names form={form} email={me.email} />
            <Places form={form} me={me} />
          </div>
          <div className="flex min-w-0 flex-col gap-1.5">
            <h3 className="text-sm font-medium">This is how it looks</h3>
            <ProfilePreview locale={locale} timezone={timezone} baseCurrency={baseCurrency} />
          </div>
        </div>
        <div className="flex flex-wrap gap-2">
          <ActionButton type="submit" variant="primary" disabled={!isDirty || isSubmitting}>
            {isSubmitting ? 'Saving …' : 'Save the profile'}
          </ActionButton>
          <Button
            disabled={!isDirty || isSubmitting}
            onClick={() => form.reset(undefined, { keepDirtyValues: false })}
          >
            Discard the changes
          </Button>
        </div>
      </Card>
    </form>
  )
}

export function ProfileSettings() {
  const me = useMe()
  return (
    <Awaited query={me} what="profile" skeleton={<Skeleton className="h-112 w-full" />}>
      {(data) => <ProfileBody me={data} />}
    </Awaited>
  )
}
