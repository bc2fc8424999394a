import '@testing-library/jest-dom/vitest'

// The tests speak one language in one zone, whatever the machine does.
process.env.TZ = 'UTC'
