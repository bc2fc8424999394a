import * as z from 'zod/mini'

import { TIMEFRAMES } from './model'

const FILE_BYTES_MOST = 200 * 1024 * 1024

export const importSchema = z.object({
  file: z.custom<FileList>().check(
    z.refine((files) => (files?.length ?? 0) === 1, 'Choose a file.'),
    z.refine((files) => (files?.[0]?.size ?? 1) > 0, 'The file is empty.'),
    z.refine(
      (files) => (files?.[0]?.size ?? 0) <= FILE_BYTES_MOST,
      'The file is larger than 200 MB: import it in parts, or on the command line.',
    ),
  ),
  source: z.string().check(z.trim(), z.maxLength(40, 'A name has at most 40 characters.')),
  symbol: z.string().check(z.trim(), z.maxLength(64, 'A symbol has at most 64 characters.')),
  timeframe: z.union([z.literal(''), z.enum(TIMEFRAMES as [string, ...string[]])]),
  calendar: z.union([z.literal(''), z.enum(['24/7', 'us_stock', 'forex'])]),
  strict: z.boolean(),
  shared: z.boolean(),
})

export type ImportForm = z.infer<typeof importSchema>
