import { Alert } from '@/components/ui/alert'

/** What the server refused, as text: whatever it wrote is never markup. */
export function Refusal({ title, text }: { title?: string; text: string | null }) {
  if (text === null) return null
  return (
    <Alert tone="bad" role="alert" {...(title === undefined ? {} : { title })}>
      {text}
    </Alert>
  )
}
