'use client'

import { useState } from 'react'
import { toast } from '@/lib/toast'

import { Awaited } from '@/components/states/awaited'
import { Confirm } from '@/components/ui/alert-dialog'
import { Badge } from '@/components/ui/badge'
import { ActionButton } from '@/components/ui/action-button'
import { Card, CardHeader } from '@/components/ui/card'
import { Skeleton } from '@/components/ui/skeleton'
import { useFormat } from '@/hooks/use-format'
import { useNow } from '@/hooks/use-now'
import { logOut } from '@/lib/login'
import { ProblemError } from '@/lib/problem'

import { endDevices, useDevices, useDevicesChanged } from '../api'
import { deviceName, ordered, type Device } from '../devices'

/** Log devices out and say what came of it. */
function useEnding() {
  const changed = useDevicesChanged()
  const [isEnding, setIsEnding] = useState(false)
  const end = async (devices: readonly Device[], said: string) => {
    setIsEnding(true)
    try {
      await endDevices(devices.map(({ id }) => id))
      toast.success(said)
    } catch (error) {
      toast.error(error instanceof ProblemError ? error.message : 'That did not work.')
    } finally {
      await changed()
      setIsEnding(false)
    }
  }
  return { end, isEnding }
}

function Row({ device, children }: { device: Device; children: React.ReactNode }) {
  const format = useFormat()
  const now = useNow()
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-border py-3 last:border-0">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="break-all">{deviceName(device.user_agent)}</span>
          {device.is_current ? <Badge tone="accent">This device</Badge> : null}
        </p>
        <p className="text-2xs text-muted-foreground">
          {device.address ?? 'Unknown address'} · seen{' '}
          <time dateTime={device.last_seen_at} title={device.last_seen_at}>
            {format.ago(device.last_seen_at, now)}
          </time>{' '}
          · logged in {format.dateTime(device.created_at)}
        </p>
      </div>
      {children}
    </li>
  )
}

function Devices({ devices }: { devices: readonly Device[] }) {
  const { end, isEnding } = useEnding()
  const [asked, setAsked] = useState<Device | 'others' | null>(null)
  const others = devices.filter((device) => !device.is_current)
  const targets = asked === 'others' ? others : asked === null ? [] : [asked]
  const name =
    asked === 'others' || asked === null
      ? `${others.length} other device${others.length === 1 ? '' : 's'}`
      : deviceName(asked.user_agent)
  return (
    <>
      <CardHeader title="Sessions" hint="Where you are logged in; a session ends after 30 days">
        <ActionButton
          size="sm"
          disabled={others.length === 0 || isEnding}
          onClick={() => setAsked('others')}
        >
          {isEnding ? 'Logging out …' : 'Log out all others'}
        </ActionButton>
      </CardHeader>
      <ul>
        {ordered(devices).map((device) => (
          <Row key={device.id} device={device}>
            {device.is_current ? (
              <ActionButton size="sm" onClick={() => void logOut()}>
                Log out
              </ActionButton>
            ) : (
              <ActionButton
                size="sm"
                disabled={isEnding}
                aria-label={`Log out ${deviceName(device.user_agent)}, ${device.address ?? 'unknown address'}`}
                onClick={() => setAsked(device)}
              >
                Log out
              </ActionButton>
            )}
          </Row>
        ))}
      </ul>
      <Confirm
        isOpen={asked !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAsked(null)
        }}
        title={`Log out ${name}?`}
        confirm="Log out"
        isDangerous
        onConfirm={() => void end(targets, `Logged out ${name}`)}
      >
        Whoever uses it must log in again. What was saved there stays saved.
      </Confirm>
    </>
  )
}

export function SessionSettings() {
  const devices = useDevices()
  return (
    <Card>
      <Awaited query={devices} what="sessions" skeleton={<Skeleton className="h-48 w-full" />}>
        {({ items }) => <Devices devices={items} />}
      </Awaited>
    </Card>
  )
}
