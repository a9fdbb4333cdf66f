import { ListSkeleton } from '../_components/list-skeleton'

export default function Loading() {
  return <ListSkeleton cards={2} rows={10} />
}
