/** A catalogue of four, for the tests. */
import type { Catalogue, Indicator } from './operands'

export function period(value: number) {
  return {
    name: 'period',
    kind: 'int' as const,
    default: value,
    minimum: 2,
    maximum: 5_000,
    choices: [],
    description: 'Bars it looks back',
  }
}

function indicator(name: string, given: Partial<Indicator>): Indicator {
  return {
    name,
    title: name,
    group: 'Momentum',
    description: '',
    pane: 'pane',
    inputs: ['source'],
    outputs: ['value'],
    parameters: [period(14)],
    ...given,
  }
}

export const KNOWN: Catalogue = new Map(
  [
    indicator('RSI', {}),
    indicator('SMA', { pane: 'overlay', parameters: [period(30)] }),
    indicator('ADX', { inputs: ['high', 'low', 'close'] }),
    indicator('BBANDS', {
      outputs: ['upper', 'middle', 'lower'],
      parameters: [period(20), { ...period(2), name: 'deviations', kind: 'float' }],
    }),
  ].map((entry) => [entry.name, entry]),
)
