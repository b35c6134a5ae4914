import { sql } from '../../../shared/sql';

/** SQL: the services helped with in the latest visits of a ward, by `id`, and their `rank`: 1 for the most frequent. */
export const mostHelped = (wardId: string) => sql`
    SELECT a.public_service_id AS id, row_number() OVER (ORDER BY count(*) DESC, a.public_service_id)::int AS rank
    FROM (SELECT id FROM visit WHERE ward_id = ${wardId} ORDER BY visited_on DESC LIMIT 300) v
    JOIN assisted_procedure a ON a.visit_id = v.id
    GROUP BY 1`;
