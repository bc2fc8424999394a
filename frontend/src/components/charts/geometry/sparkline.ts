import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'

/** Return the path of a small line without axes; "" for fewer than two values. */
export function sparklinePath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return ''
  const [low = 0, high = 1] = extent(values)
  const x = scaleLinear()
    .domain([0, values.length - 1])
    .range([1, width - 1])
  const y = scaleLinear()
    .domain(low === high ? [low - 1, high + 1] : [low, high])
    .range([height - 1.5, 1.5])
  return (
    line<number>()
      .x((_, index) => x(index))
      .y((value) => y(value))([...values]) ?? ''
  )
}
