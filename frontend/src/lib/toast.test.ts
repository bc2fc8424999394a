import { describe, expect, it, vi } from 'vitest'

import { onFirstToast, toast, toastsShownBy } from './toast'

type Shown = Parameters<typeof toastsShownBy>[0]

function newShown() {
  const kinds = { success: vi.fn(), warning: vi.fn(), error: vi.fn() }
  return Object.assign(vi.fn(), kinds) as unknown as Shown & typeof kinds
}

describe('toasts before their library is there', () => {
  it('wait for it and come in order', () => {
    const heard = vi.fn()
    const stop = onFirstToast(heard)
    toast('one', { id: '1' })
    toast.success('two')
    toast.error('three')
    expect(heard).toHaveBeenCalled()
    const shown = newShown()
    toastsShownBy(shown)()
    stop()
    expect(shown).toHaveBeenCalledWith('one', { id: '1' })
    expect(shown.success).toHaveBeenCalledWith('two')
    expect(shown.error).toHaveBeenCalledWith('three')
  })

  it('are not lost when nobody listened yet', () => {
    toast.warning('early')
    const heard = vi.fn()
    onFirstToast(heard)()
    expect(heard).toHaveBeenCalledOnce()
    const shown = newShown()
    toastsShownBy(shown)()
    expect(shown.warning).toHaveBeenCalledWith('early')
  })

  it('go straight to it once it is there', () => {
    const shown = newShown()
    const stop = toastsShownBy(shown)
    toast('now')
    stop()
    expect(shown).toHaveBeenCalledOnce()
  })
})
