import { LetterForm } from './letter-form'
import { TextLink } from './text-link'

export function Forgot() {
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Forgot the password?</h1>
      <p className="text-muted-foreground">
        Enter your address: a letter with a link lets you choose a new password.
      </p>
      <LetterForm letter="forgot" button="Send the letter" />
      <p className="text-2xs">
        <TextLink href="/login">Back to the login</TextLink>
      </p>
    </div>
  )
}
