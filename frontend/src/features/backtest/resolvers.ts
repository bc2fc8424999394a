import { zodResolver } from '@hookform/resolvers/zod'

import { runSchema } from './schemas'

export const runResolver = (locale: string) => zodResolver(runSchema(locale))
