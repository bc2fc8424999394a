import { toast } from './toast'

/** Say that a part of the page did not come: no network, or a newer version on the server. */
export function notLoaded(): void {
  toast.error('That part of the page did not load.', {
    id: 'not-loaded',
    description: 'Try again, or load the page anew.',
  })
}
