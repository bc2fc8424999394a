import { useEffect, useRef } from 'react'

/** Do what was asked for at once where that is possible, else as soon as it is. */
export function useWhenReady(isReady: boolean, act: () => void): () => void {
  const isWanted = useRef(false)
  useEffect(() => {
    if (!isReady || !isWanted.current) return
    isWanted.current = false
    act()
  })
  return () => {
    if (isReady) act()
    else isWanted.current = true
  }
}
