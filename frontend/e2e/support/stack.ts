import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface Record {
  children: { [name: string]: { pid: number } }
}

/** End one process of the platform; its supervisor starts it again. */
export async function restart(name: string): Promise<void> {
  await run(process.env.APEX_BIN ?? 'apextrade', ['restart', name], { env: process.env })
}

function pidOf(name: string): number {
  const text = readFileSync(join(process.env.APEX_HOME ?? '', 'stack.json'), 'utf8')
  const pid = (JSON.parse(text) as Record).children[name]?.pid
  if (pid === undefined) throw new Error(`the platform runs no ${name}`)
  return pid
}

function children(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  const own = text.split(' ').filter(Boolean).map(Number)
  return [...own, ...own.flatMap(children)]
}

/** Stop a process and what it started in the middle of their work; return how to let them go on. */
export function frozen(name: string): () => void {
  const pid = pidOf(name)
  const all = [pid, ...children(pid)]
  all.forEach((each) => process.kill(each, 'SIGSTOP'))
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    for (const each of all) {
      try {
        process.kill(each, 'SIGCONT')
      } catch {
        // The supervisor was quicker and has replaced it.
      }
    }
  }
}
