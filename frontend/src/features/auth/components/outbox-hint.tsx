import { Alert } from '@/components/ui/alert'

/** Where letters are on a server that sends none. */
export function OutboxHint({ sendsMail }: { sendsMail: boolean | undefined }) {
  if (sendsMail !== false) return null
  return (
    <Alert title="This server sends no mail yet">
      Whoever runs it finds the letter with <code className="font-mono">apextrade outbox</code>.
    </Alert>
  )
}
