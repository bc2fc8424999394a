import { zodResolver } from '@hookform/resolvers/zod'

import { passwordChange, profile } from './schemas'

export const passwordResolver = zodResolver(passwordChange)
export const profileResolver = zodResolver(profile)
