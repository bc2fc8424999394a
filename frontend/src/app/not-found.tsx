import { buttonStyle } from '@/components/ui/button'

/** Every page carries this one along, so it brings no part of its own: its link is a plain one. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-4 p-4 text-center">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-muted-foreground">It may have been deleted, or it is not yours.</p>
      {/* eslint-disable-next-line @next/next/no-html-link-for-pages */}
      <a href="/" className={buttonStyle({ variant: 'primary' })}>
        Go to the dashboard
      </a>
    </main>
  )
}
