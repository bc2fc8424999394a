'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'

import { api, newKey } from '@/lib/api-client'
import { ProblemError, type Fault } from '@/lib/problem'
import { toast } from '@/lib/toast'

import { strategyKey, type Strategy } from '../api'
import { sentence } from '../faults'
import type { JsonObject } from '../json'
import type { Refusal } from './use-faults'

/** What the server holds: null where nothing was saved yet. */
export interface Saved {
  id: string
  version: number
}

const CONFLICT = 2004

async function created(document: JsonObject, key: string): Promise<Strategy | undefined> {
  const { data } = await api.POST('/api/v1/strategies', {
    body: document,
    params: { header: { 'Idempotency-Key': key } },
  })
  return data
}

async function changed(saved: Saved, document: JsonObject): Promise<Strategy | undefined> {
  const { data } = await api.PUT('/api/v1/strategies/{strategy_id}', {
    params: { path: { strategy_id: saved.id }, query: { expected_version: saved.version } },
    body: document,
  })
  return data
}

async function fetched(id: string): Promise<Strategy | undefined> {
  const { data } = await api.GET('/api/v1/strategies/{strategy_id}', {
    params: { path: { strategy_id: id } },
  })
  return data
}

/** Say a refusal in a line: the first reason, the others stand at their rows. */
function reasonOf(error: ProblemError): string {
  const [first, ...others] = error.faults
  if (first === undefined) return error.message
  return `${sentence(first)}${others.length > 0 ? ` And ${others.length} more.` : ''}`
}

/** Save a document: as a new strategy, or as the next version of the one it was made from. */
export function useSaving(
  saved: Saved | null,
  onSaved: (kept: Strategy, sent: JsonObject) => void,
  onRefused: (faults: readonly Fault[]) => void,
) {
  const client = useQueryClient()
  const [isSaving, setIsSaving] = useState(false)
  const [theirs, setTheirs] = useState<Strategy | null>(null)
  const key = useRef<{ document: JsonObject; key: string } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const refused = async (error: unknown, document: JsonObject) => {
    if (!(error instanceof ProblemError)) throw error
    if (error.code === CONFLICT && saved !== null) {
      const other = await fetched(saved.id).catch(() => undefined)
      if (other !== undefined && other.version !== saved.version) return setTheirs(other)
    }
    toast.error('Not saved on the server', { description: `${reasonOf(error)} It is kept here.` })
    if (error.faults.length === 0) return
    setRefusal({ document, faults: error.faults })
    onRefused(error.faults)
  }
  const save = async (
    document: JsonObject,
    over: Saved | null = saved,
  ): Promise<Strategy | null> => {
    if (isSaving) return null
    setIsSaving(true)
    try {
      // The same document twice is one strategy, another document another one.
      if (key.current?.document !== document) key.current = { document, key: newKey() }
      const kept =
        over === null ? await created(document, key.current.key) : await changed(over, document)
      if (kept === undefined) return null
      client.setQueryData(strategyKey(kept.id), kept)
      void client.invalidateQueries({ queryKey: ['get', '/api/v1/strategies'] })
      void client.invalidateQueries({
        queryKey: ['get', '/api/v1/strategies/{strategy_id}/versions'],
      })
      setTheirs(null)
      onSaved(kept, document)
      return kept
    } catch (error) {
      await refused(error, document)
      return null
    } finally {
      setIsSaving(false)
    }
  }
  return { save, isSaving, refusal, theirs, setTheirs }
}
