{{! Percent of the followers that reacted, to two decimals. Null, not infinite, for a brand without followers. The cast keeps
    the division from being one of integers, which cuts off the fraction. }}
{{#macro "engagement_rate_of" "engagement" "followers"}}cast(round(cast({{engagement}} as decimal(18, 4)) * 100 / nullif({{followers}}, 0), 2) as double precision){{/macro}}

{{! The highest is 1, equals share a rank, and what is not known comes last. }}
{{#macro "rank_of" "measure"}}rank() over (order by {{measure}} desc nulls last){{/macro}}
