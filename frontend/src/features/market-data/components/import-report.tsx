'use client'

import { Link } from '@/components/link'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Table, Td, Th } from '@/components/ui/table'
import { useFormat } from '@/hooks/use-format'
import { chartHref } from '@/lib/market'

import type { Report } from '../upload'

function Remarks({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <div>
      <h3 className="text-sm font-medium">{title}</h3>
      <ul className="ml-5 list-disc text-muted-foreground">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

/** What became of every row of a file. */
export function ImportReport({ report, onAgain }: { report: Report; onAgain: () => void }) {
  const format = useFormat()
  const counts = [
    ['Rows read', report.read],
    ['New', report.inserted],
    ['Revised', report.revised],
    ['Already there', report.duplicate],
    ['Rejected', report.rejected],
    ['Gaps', report.gaps.count],
  ] as const
  return (
    <div className="flex flex-col gap-4" data-testid="import-report">
      <Alert
        tone={report.rejected > 0 ? 'warn' : 'info'}
        role="status"
        title={`${report.symbol} ${report.timeframe} is stored`}
      >
        From {format.dateTime(report.first)} to {format.dateTime(report.last)} (
        {format.viewer.timezone}), read as {report.format}.
        {report.rejected > 0
          ? ` ${format.integer(report.rejected)} rows were left out: the table says why.`
          : ' No row was left out.'}
      </Alert>
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6">
        {counts.map(([label, count]) => (
          <div key={label} className="rounded-md border border-border px-3 py-2">
            <dt className="text-2xs text-muted-foreground">{label}</dt>
            <dd className="figure text-base font-semibold">{format.integer(count)}</dd>
          </div>
        ))}
      </dl>
      <Remarks title="What was guessed" lines={report.assumed} />
      <Remarks title="What was found" lines={[...report.findings, ...report.notes]} />
      {report.ignored_columns.length > 0 ? (
        <p className="text-muted-foreground">
          Columns that were not used: {report.ignored_columns.join(', ')}
        </p>
      ) : null}
      {report.rejections.length > 0 ? (
        <Table label="Rejected rows">
          <caption className="p-2 text-left text-2xs text-muted-foreground">
            {report.rejections.length < report.rejected
              ? `The first ${report.rejections.length} of ${format.integer(report.rejected)} rejected rows`
              : 'Rejected rows'}
          </caption>
          <thead>
            <tr>
              <Th className="w-24 text-right">Row</Th>
              <Th>Reason</Th>
            </tr>
          </thead>
          <tbody>
            {report.rejections.map(({ row, reason }, index) => (
              <tr key={`${row} ${index}`}>
                <Td className="figure text-right">{row}</Td>
                <Td>{reason}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link href={chartHref(report.source, report.symbol, report.timeframe)}>
            Open the chart
          </Link>
        </Button>
        <Button onClick={onAgain}>Import another file</Button>
      </div>
    </div>
  )
}
