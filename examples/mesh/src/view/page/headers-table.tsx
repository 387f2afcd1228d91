import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { HeaderCellView } from './header-cell-view.tsx'
import { headerTable } from './header-hops.ts'
import { HopHeading } from './hop-heading.tsx'
import type { PageLoad } from './page-loads.ts'
import { PieceNames } from './piece-names.tsx'

/** What became of each header, hop by hop: a row a header, a column a hop. */
export function HeadersTable({ load }: { load: PageLoad }): VNode {
  const [isFull, setFull] = useState(false)
  const { hops, rows } = headerTable(load)
  if (rows.length === 0) {
    return <p class="hint">These spans carry no http.request.header tags.</p>
  }
  return (
    <div class={isFull ? 'headers is-full' : 'headers'}>
      <div class="headers-scroll">
        <table data-testid="headers-table">
          <caption class="hidden">Headers at each hop</caption>
          <thead>
            {load.traces.length > 1 && <PieceNames hops={hops} />}
            <tr>
              <th scope="col" class="header-name">
                Header
              </th>
              {hops.map((hop, index) => (
                <HopHeading
                  key={`${index} ${hop.span.id}`}
                  hop={hop}
                  beginsTrace={index > 0 && hops[index - 1]?.traceIndex !== hop.traceIndex}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, cells }) => (
              <tr key={name} data-header={name}>
                <th scope="row" class="header-name">
                  {name}
                </th>
                {cells.map((cell, index) => (
                  <HeaderCellView
                    key={`${index} ${hops[index]?.span.id}`}
                    cell={cell}
                    isFull={isFull}
                    beginsTrace={
                      index > 0 && hops[index - 1]?.traceIndex !== hops[index]?.traceIndex
                    }
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="legend">
        <span class="key is-carried">passed on unchanged</span>
        <span class="key is-set">set by a sidecar</span>
        <span class="key is-changed">changed by an application</span>
        <span class="key is-lost">lost in an application</span>
        <label class="check">
          <input
            type="checkbox"
            checked={isFull}
            onChange={(event) => setFull(event.currentTarget.checked)}
          />
          Whole values
        </label>
      </div>
    </div>
  )
}
