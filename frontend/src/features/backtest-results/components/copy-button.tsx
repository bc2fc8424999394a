'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Button } from '@/components/ui/button'

/** Copies a text; says so on the button. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setIsCopied(true)
      setTimeout(() => setIsCopied(false), 2_000)
    } catch {
      toast.error('The browser did not let this page copy.')
    }
  }
  return (
    <Button size="sm" aria-label={`Copy ${what}`} onClick={() => void copy()}>
      {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
      {isCopied ? 'Copied' : 'Copy'}
    </Button>
  )
}
