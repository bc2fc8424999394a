'use client'

import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { NativeSelect } from '@/components/ui/native-select'

import { USER_STATES, useFilters } from '../hooks/use-filters'
import { SearchField } from './search-field'

export function UserFilters() {
  const { search, state, admins, filter } = useFilters()
  return (
    <div className="mb-3 flex flex-wrap items-end gap-3">
      <SearchField
        label="E-mail or name"
        value={search}
        onSearch={(text) => filter({ search: text })}
      />
      <Field label="State" className="w-full sm:w-40">
        {(given) => (
          <NativeSelect
            {...given}
            value={state ?? ''}
            onChange={({ target }) =>
              filter({ state: USER_STATES.find((each) => each === target.value) ?? null })
            }
          >
            <option value="">All</option>
            <option value="active">Active</option>
            <option value="disabled">Disabled</option>
          </NativeSelect>
        )}
      </Field>
      <label className="flex h-9 items-center gap-2 text-sm">
        <Checkbox checked={admins} onCheckedChange={(checked) => filter({ admins: checked })} />
        Administrators only
      </label>
    </div>
  )
}
