import type { Palette } from '@/stores/ui'

// A small market of its own: open, high, low, close in pixels from the top.
const CANDLES = [
  [44, 30, 48, 34],
  [34, 22, 38, 26],
  [26, 20, 40, 36],
  [36, 32, 46, 42],
  [42, 24, 44, 28],
  [28, 12, 30, 16],
  [16, 8, 28, 24],
  [24, 18, 34, 20],
] as const

interface Props {
  palette: Palette
  isInverted: boolean
  isDark: boolean
}

/** Candles and a change in a palette: rising ones are hollow, falling ones filled. */
export function PalettePreview({ palette, isInverted, isDark }: Props) {
  return (
    <span
      aria-hidden
      data-palette={palette}
      data-inverted={isInverted}
      className={`flex items-center gap-3 rounded-md bg-card p-2 ${isDark ? 'dark' : ''}`}
    >
      <svg viewBox="0 0 112 56" className="h-14 w-28">
        {CANDLES.map(([open, high, low, close], index) => {
          const isRising = close < open
          const colour = isRising ? 'var(--gain)' : 'var(--loss)'
          const x = 4 + index * 14
          return (
            <g key={index} stroke={colour} strokeWidth={1.5}>
              <line x1={x + 4} x2={x + 4} y1={high} y2={low} />
              <rect
                x={x}
                width={8}
                y={Math.min(open, close)}
                height={Math.max(1, Math.abs(close - open))}
                fill={isRising ? 'var(--card)' : colour}
              />
            </g>
          )
        })}
      </svg>
      <span className="figure flex flex-col gap-1 text-2xs">
        <span style={{ color: 'var(--gain)' }}>▲ +2.40 %</span>
        <span style={{ color: 'var(--loss)' }}>▼ −1.10 %</span>
      </span>
    </span>
  )
}
