import { ListSkeleton } from '../_components/list-skeleton'

export default function Loading() {
  return <ListSkeleton cards={4} rows={6} />
}
