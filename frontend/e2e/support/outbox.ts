import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect } from '@playwright/test'

interface Letter {
  to: string
  subject: string
  text: string
}

const run = promisify(execFile)

async function letters(): Promise<Letter[]> {
  const program = process.env.APEX_BIN ?? 'apextrade'
  const { stdout } = await run(program, ['outbox', '--json', '--limit', '50'], { env: process.env })
  return JSON.parse(stdout) as Letter[]
}

/** Return the path of the link in the newest letter to `to` that leads to `page`. */
export async function linkTo(to: string, page: string): Promise<string> {
  let path = ''
  const found = async () => {
    const letter = (await letters()).find((each) => each.to === to && each.text.includes(page))
    path = /https?:\/\/[^/\s]+(\/\S+)/.exec(letter?.text ?? '')?.[1] ?? ''
    return path
  }
  // The program takes seconds to start, more on a busy machine.
  await expect.poll(found, { timeout: 40_000 }).toContain(page)
  return path
}
