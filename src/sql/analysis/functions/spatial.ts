import { signatures } from "./signature.ts"

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/geospatial-functions.html and hyperloglog-functions.html. Many take
 * two or three forms of arguments, so that their number is left open.
 */
export const spatialSignatures = () =>
  signatures(
    "scalar",
    `
    addbbox|dropbbox(any) geometry
    supportsbbox(any) boolean
    geometrytype|st_geometrytype|st_ashexewkb|st_ashexwkb|st_asewkt|st_asgeojson|st_astext|st_geohash(any*) varchar
    st_addpoint|st_boundary|st_buffer|st_centroid|st_collect|st_convexhull|st_endpoint|st_envelope(any*) ?
    st_exteriorring|st_force2d|st_force3d|st_force3dm|st_force3dz|st_force4d|st_geometryn(any*) ?
    st_geomfromewkb|st_geomfromewkt|st_geomfromgeohash|st_geomfromgeojson|st_geomfromgeosquare|st_geomfromtext(any*) geometry
    st_geomfromwkb|st_interiorringn|st_intersection|st_linefrommultipoint|st_lineinterpolatepoint(any*) ?
    st_makeenvelope|st_makeline|st_makepoint|st_makepolygon|st_multi|st_point|st_pointn|st_points|st_polygon(any*) ?
    st_removepoint|st_reverse|st_rotate|st_scale|st_setpoint|st_setsrid|st_simplify|st_startpoint|st_transform|st_translate|st_union(any*) ?
    st_geogfromtext|st_geogfromwkb(any*) geography
    st_asbinary|st_asewkb(any*) ?
    st_angle|st_area|st_azimuth|st_distance|st_distancesphere|st_hausdorffdistance|st_length|st_length2d(any*) double precision
    st_lengthsphere|st_linelocatepoint|st_m|st_mmax|st_mmin|st_perimeter|st_perimeter2d|st_x|st_xmax|st_xmin(any*) double precision
    st_y|st_ymax|st_ymin|st_z|st_zmax|st_zmin(any*) double precision
    st_contains|st_containsproperly|st_coveredby|st_covers|st_crosses|st_disjoint|st_dwithin|st_equals(any*) boolean
    st_intersects|st_isclosed|st_iscollection|st_isempty|st_ispolygonccw|st_ispolygoncw|st_isring|st_issimple(any*) boolean
    st_isvalid|st_touches|st_within(any*) boolean
    st_isvalidreason(any*) varchar
    st_dimension|st_memsize|st_ndims|st_npoints|st_nrings|st_numgeometries|st_numinteriorrings|st_numpoints|st_srid(any*) integer
    st_geosquare(any*) bigint
    h3_boundary|h3_center(any*) geometry
    h3_fromlonglat|h3_frompoint|h3_toparent(any*) bigint
    h3_polyfill|h3_tochildren(any*) super
    h3_isvalid(any*) boolean
    h3_resolution(any*) integer
    hll_cardinality(any) bigint
    hll_combine_sketches(any, any) hllsketch
    `,
  )

/** https://docs.aws.amazon.com/redshift/latest/dg/r_System_information_functions.html, administration and machine learning too */
export const systemSignatures = () =>
  signatures(
    "scalar",
    `
    current_aws_account|current_database|current_namespace|current_schema|current_user|session_user|user|version() varchar
    current_session_arn() varchar
    current_schemas(any) ?
    current_user_id|pg_backend_pid|pg_last_query_id|pg_last_copy_id|slice_num() integer
    has_assumerole_privilege|has_database_privilege|has_schema_privilege|has_table_privilege|has_column_privilege(any*) boolean
    change_query_priority|change_session_priority|change_user_priority|current_setting|set_config(any*) varchar
    pg_cancel_backend|pg_terminate_backend(any*) ?
    pg_get_cols|pg_get_late_binding_view_cols|pg_get_grantee_by_iam_role|pg_get_iam_role_by_user(any*) ?
    pg_last_copy_count|pg_last_unload_count|pg_last_unload_id(any*) bigint
    reboot_cluster|explain_model|get_identity_from_session_context|role_is_member_of|user_is_member_of(any*) ?
    `,
  )
