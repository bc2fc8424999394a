import type { Json, JsonObject } from '../json'

export interface OperandProps {
  value: Json
  onChange: (value: Json) => void
  pointer: string
}

export interface ObjectProps extends OperandProps {
  value: JsonObject
}
