import { expectAccessible } from './support/axe'
import { expect, logIn, test } from './support/test'

test('more than three notifications in five seconds share one toast', async ({ page, account }) => {
  let push: (message: object) => void = () => undefined
  await page.routeWebSocket(/\/ws$/, (socket) => {
    socket.connectToServer()
    push = (message) => socket.send(JSON.stringify(message))
  })
  await logIn(page, account)
  await expect(page.getByTestId('connection')).toHaveText('Live')
  for (let run = 1; run <= 6; run += 1)
    push({
      channel: 'backtests',
      type: run === 2 ? 'backtest.failed' : 'backtest.complete',
      seq: 1_000_000 + run,
      data: { backtest_id: `run-${run}`, strategy_name: `<b>Cross</b> ${run}` },
    })
  const toasts = page.locator('[data-sonner-toast]')
  await expect(toasts.filter({ hasText: '3 more notifications' })).toBeVisible()
  await expect(toasts).toHaveCount(4)
  await page.getByRole('button', { name: 'Notifications, 6 new' }).click()
  await expect(
    page.getByRole('dialog', { name: 'Notifications' }).getByRole('listitem'),
  ).toHaveCount(6)
  // What the server wrote is text here too.
  await expect(page.locator('b')).toHaveCount(0)
  await expectAccessible(page)
})
