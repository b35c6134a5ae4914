/**
 * SQL: the portal's services in use on a day, as a JSON array of ServiceChoice, the essential ones first.
 * @param ward the parameter with the ward: '$1'. @param day a DATE as SQL: '$2::date'.
 */
export const portalServicesOn = (ward: string, day: string) => `(
  SELECT coalesce(json_agg(json_build_object('id', s.id, 'code', s.code, 'name', s.name) ORDER BY s.is_essential25 DESC, s.name, s.id), '[]')
  FROM public_service s
  WHERE s.ward_id = ${ward} AND s.kind IN ('procedure', 'utility') AND NOT s.is_retired AND (s.retired_on IS NULL OR s.retired_on > ${day}))`;
