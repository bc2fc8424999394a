'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'

import { Button } from './button'

interface Props {
  page: number
  limit: number
  total: number
  onPage: (page: number) => void
}

export function Pagination({ page, limit, total, onPage }: Props) {
  const pages = Math.max(1, Math.ceil(total / limit))
  if (pages === 1) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2 pt-3">
      <span className="text-2xs text-muted-foreground">
        Page {page} of {pages} · {total} in all
      </span>
      <Button
        size="icon"
        aria-label="Previous page"
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Button
        size="icon"
        aria-label="Next page"
        disabled={page >= pages}
        onClick={() => onPage(page + 1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  )
}
