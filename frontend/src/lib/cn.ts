import { clsx, type ClassValue } from 'clsx'
import { createTailwindMerge } from 'tailwind-merge'

import { classes } from './class-groups'

const merged = createTailwindMerge(() => classes)

/** Join class names; of two that set the same property the later one wins. */
export function cn(...names: ClassValue[]): string {
  return merged(clsx(names))
}
