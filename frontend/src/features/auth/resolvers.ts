import { zodResolver } from '@hookform/resolvers/zod'

import { address, credentials, registration, reset } from './schemas'

export const addressResolver = zodResolver(address)
export const credentialsResolver = zodResolver(credentials)
export const registrationResolver = zodResolver(registration)
export const resetResolver = zodResolver(reset)
