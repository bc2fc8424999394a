// What a page shows, told from inside it: its frames, and when something was painted.
import { median } from './browser.mjs'

/** Put `window.bench` into every page that opens from now on. */
export async function instrumented(context) {
  await context.addInitScript(() => {
    const bench = { moments: null }
    /** Call `then` once the frame that is drawn next has been drawn. */
    bench.painted = (then) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => then(performance.now())
        port2.postMessage(0)
      })
    /** Call `step` in each frame for so long; return the milliseconds between the frames. */
    bench.frames = (milliseconds, step) =>
      new Promise((done) => {
        const moments = []
        const next = (now) => {
          moments.push(now)
          if (now - moments[0] > milliseconds)
            return done(moments.slice(1).map((moment, at) => moment - moments[at]))
          step(moments.length)
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      })
    window.bench = bench
  })
}

/** Return the frames per second of the middle gap, and the longest gap. */
export function ofGaps(gaps) {
  return { perSecond: 1000 / median(gaps), slowest: Math.max(...gaps) }
}

/** Return the bytes of JavaScript objects after everything unused is gone. */
export async function heapOf(session) {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}
