import { Link } from '@/components/link'
import { buttonStyle } from '@/components/ui/button'

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-4 text-center">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-muted-foreground">It may have been deleted, or it is not yours.</p>
      <Link href="/" className={buttonStyle({ variant: 'primary' })}>
        Go to the dashboard
      </Link>
    </main>
  )
}
