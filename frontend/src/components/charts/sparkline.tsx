import { sparklinePath } from './geometry/sparkline'

interface Props {
  values: readonly number[]
  label: string
  width?: number
  height?: number
}

/** A trend at a glance; its numbers stand beside it in words. */
export function Sparkline({ values, label, width = 88, height = 24 }: Props) {
  const first = values[0] ?? 0
  const last = values.at(-1) ?? 0
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className={last >= first ? 'text-gain' : 'text-loss'}
    >
      <path
        d={sparklinePath(values, width, height)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
    </svg>
  )
}
