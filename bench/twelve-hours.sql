-- The luxury-brand tables by hand, all files at once, as one DuckDB script: what `lux build` is measured against.
-- LAKE stands for the lake's folder, the one that holds `raw/`.
create schema raw_data;
create schema analytics;

create temp macro collected(file) as strptime(regexp_extract(file, '(\d{4}-\d{2}-\d{2}_\d{6})\.json$', 1), '%Y-%m-%d_%H%M%S');

create temp table brand_file as
select *, collected(filename) as collected_at
from read_json('LAKE/raw/brand_*/*.json', filename = true, columns = {user_id: 'varchar', user_name: 'varchar', name: 'varchar', profile_picture_url: 'varchar', followers_count: 'bigint', media_count: 'bigint'});

create temp table media_file as
select *, collected(filename) as collected_at
from read_json('LAKE/raw/media_2*/*.json', filename = true, columns = {user_id: 'varchar', media_id: 'varchar', timestamp: 'varchar', caption: 'varchar', media_type: 'varchar', media_product_type: 'varchar', media_url: 'varchar', permalink: 'varchar', like_count: 'bigint', comments_count: 'bigint'});

create table raw_data.media_hashtag as
select user_id, media_id, media_type, caption, comments_count, like_count, strptime(timestamp, '%Y-%m-%dT%H:%M:%S+0000') as ts, date_trunc('hour', collected(filename)) as created_at
from read_json('LAKE/raw/media_hashtag_*/*.json', filename = true, columns = {user_id: 'varchar', media_id: 'varchar', timestamp: 'varchar', caption: 'varchar', media_type: 'varchar', like_count: 'bigint', comments_count: 'bigint'});

create table raw_data.brand as
select user_id, user_name, replace(replace(user_name, 'maison', ''), 'official', '') as tag_name, if(name = '', user_name, name) as name, profile_picture_url, followers_count, media_count, 'N' as del_yn, date_trunc('hour', collected_at) as updated_at
from brand_file
qualify row_number() over (partition by user_id order by collected_at desc) = 1;

create table raw_data.brand_log as
select user_id, followers_count, media_count, date_trunc('hour', collected_at) as created_at from brand_file;

create table raw_data.media as
select media_id, user_id, like_count, comments_count, media_product_type, media_type, caption, permalink, media_url, strptime(timestamp, '%Y-%m-%dT%H:%M:%S+0000') as ts, 'N' as del_yn, date_trunc('hour', min(collected_at) over (partition by media_id)) as created_at, date_trunc('hour', collected_at) as updated_at
from media_file
qualify row_number() over (partition by media_id order by collected_at desc) = 1;

create table raw_data.media_log as
select media_id, user_id, like_count, comments_count, date_trunc('hour', collected_at) as created_at from media_file;

create table analytics.brand_basic_info as
select tag_name, profile_picture_url, followers_count, user_id from raw_data.brand;

create table analytics.brand_information as
select tag_name, user_id, media_count, followers_count, brand.updated_at, media_id, like_count, comments_count, ts, media_type, media_product_type, like_count + comments_count as engagement, round((like_count + comments_count) / followers_count * 100, 2) as engagement_rate, hour(ts) as post_time, dayofweek(ts) + 1 as day_of_week, dayname(ts) as post_day_of_week
from raw_data.media
join raw_data.brand using (user_id)
where media_product_type in ('FEED', 'REELS');

create table analytics.brand_media_post_time as
select ts, tag_name, post_time, day_of_week, post_day_of_week from analytics.brand_information;

create table analytics.followers_growth as
select tag_name, brand_log.followers_count, created_at from raw_data.brand_log join raw_data.brand using (user_id);

create table analytics.aggregated_brand_information as
select tag_name, round(avg(engagement_rate), 4) as avg_engagement_rate, count(distinct media_id) as brand_media_cnt from analytics.brand_information group by tag_name;

create table analytics.aggregated_hashtag_search as
select tag_name, count(distinct media_id) as hashtaged_media_cnt from raw_data.media_hashtag join raw_data.brand using (user_id) group by tag_name;

create table analytics.popularity_factor as
select tag_name, avg_engagement_rate, hashtaged_media_cnt, followers_count, rank() over (order by avg_engagement_rate desc) as rank_avg_engagement_rate, rank() over (order by hashtaged_media_cnt desc) as rank_hashtaged_media_cnt, rank() over (order by followers_count desc) as rank_followers_count
from analytics.aggregated_brand_information
join analytics.aggregated_hashtag_search using (tag_name)
join analytics.brand_basic_info using (tag_name);

create table analytics.popularity_calculation as
select tag_name, rank_avg_engagement_rate + rank_hashtaged_media_cnt + rank_followers_count as sum_rank, rank() over (order by rank_avg_engagement_rate + rank_hashtaged_media_cnt + rank_followers_count) as popularity_rank
from analytics.popularity_factor;

create table analytics.hashtag_count as
select related_hashtag, count(distinct media_id) as hashtag_frequency
from (select media_id, unnest(regexp_extract_all(caption, '#[^# \t\n\r]+')) as related_hashtag from raw_data.media_hashtag)
group by related_hashtag
order by hashtag_frequency desc, related_hashtag
limit 1000;
