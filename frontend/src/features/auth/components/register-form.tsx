'use client'

import { useWatch, type UseFormReturn } from 'react-hook-form'

import { PasswordInput } from '@/components/password/password-input'
import { StrengthMeter } from '@/components/password/strength-meter'
import { Alert } from '@/components/ui/alert'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { NativeSelect } from '@/components/ui/native-select'
import { waitText } from '@/hooks/use-countdown'
import { currencyChoices, zones } from '@/lib/places'

import { useBrowserProfile } from '../hooks/use-browser-profile'
import { useRegister } from '../hooks/use-register'
import type { Asked, Door, FirstProfile } from '../model'
import type { RegistrationForm } from '../schemas'
import { CheckMail } from './check-mail'
import { Refusal } from './refusal'
import { SubmitButton } from './submit-button'
import { TextLink } from './text-link'

type Form = UseFormReturn<RegistrationForm>

function Account({ form }: { form: Form }) {
  const { errors } = form.formState
  const [email = '', password = ''] = useWatch({
    control: form.control,
    name: ['email', 'password'],
  })
  return (
    <>
      <Field label="E-mail" error={errors.email?.message}>
        {(given) => (
          <Input
            {...given}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            {...form.register('email')}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(given) => (
          <PasswordInput {...given} autoComplete="new-password" {...form.register('password')} />
        )}
      </Field>
      <StrengthMeter password={password} email={email} />
    </>
  )
}

function Tokens({ form, asked }: { form: Form; asked: Asked }) {
  const { errors } = form.formState
  return (
    <>
      {asked.setupToken ? (
        <Field
          label="Set-up token"
          error={errors.setup_token?.message}
          hint="It was printed when this server was set up (SETUP_TOKEN)."
        >
          {(given) => <Input {...given} autoComplete="off" {...form.register('setup_token')} />}
        </Field>
      ) : null}
      {asked.invitation ? (
        <Field
          label="Invitation"
          error={errors.invitation?.message}
          hint="An administrator made it for this e-mail address; it lives for a week."
        >
          {(given) => <Input {...given} autoComplete="off" {...form.register('invitation')} />}
        </Field>
      ) : null}
    </>
  )
}

function Place({ form, browser }: { form: Form; browser: FirstProfile }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Time zone" hint="From your browser; it can be changed later.">
        {(given) => (
          <NativeSelect {...given} {...form.register('timezone')}>
            {zones(browser.timezone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field
        label="Base currency"
        hint="For sums over several markets; each backtest keeps its market’s own."
      >
        {(given) => (
          <NativeSelect {...given} {...form.register('base_currency')}>
            {currencyChoices(browser.base_currency).map((currency) => (
              <option key={currency}>{currency}</option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </div>
  )
}

function WhoMay({ door }: { door: Door | undefined }) {
  if (door?.is_first) {
    return (
      <Alert title="The first account">
        Nobody has an account here yet. The first one is the administrator’s.
      </Alert>
    )
  }
  if (door?.mode !== 'closed') return null
  return (
    <Alert tone="warn" title="Registration is closed here">
      An administrator of this server can make an account for you.
    </Alert>
  )
}

const UNKNOWN: FirstProfile = { timezone: 'UTC', locale: 'en-GB', base_currency: 'USDT' }

export function RegisterForm() {
  const browser = useBrowserProfile() ?? UNKNOWN
  const { form, submit, door, asked, rest, sentTo, left } = useRegister(browser)
  const { isSubmitting } = form.formState
  const isClosed = door.data?.mode === 'closed' && !door.data.is_first
  if (sentTo !== null) return <CheckMail email={sentTo} sendsMail={door.data?.sends_mail} />
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Create an account</h1>
      <WhoMay door={door.data} />
      <Refusal text={rest} />
      {isClosed ? null : (
        <>
          <Account form={form} />
          <Tokens form={form} asked={asked} />
          <Place form={form} browser={browser} />
          <SubmitButton disabled={isSubmitting || left > 0}>
            {isSubmitting
              ? 'Creating …'
              : left > 0
                ? `Wait ${waitText(left)}`
                : 'Create the account'}
          </SubmitButton>
        </>
      )}
      <p className="text-2xs">
        Have an account? <TextLink href="/login">Log in</TextLink>
      </p>
    </form>
  )
}
