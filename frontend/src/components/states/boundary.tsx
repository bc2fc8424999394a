'use client'

import { Component, type ReactNode } from 'react'

import { Failure } from './failure'

interface Props {
  what: string
  children: ReactNode
}

/** One broken widget shows its own error; the page around it goes on. */
export class Boundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <Failure
        error={this.state.error}
        what={this.props.what}
        onRetry={() => this.setState({ error: null })}
      />
    )
  }
}
