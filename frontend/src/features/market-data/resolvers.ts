import { zodResolver } from '@hookform/resolvers/zod'

import { importSchema } from './schemas'

export const importResolver = zodResolver(importSchema)
