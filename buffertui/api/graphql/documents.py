"""Every document that the program can send, as text; each selects only what is read.

Mutations ask for little (GraphQL reference, section 3.4): a non-null field that fails inside an answer would take the
whole answer with it, after the work was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CHANNEL_ROW = """
fragment ChannelRow on Channel {
  id
  service
  type
  name
  displayName
  descriptor
  timezone
  isDisconnected
  isLocked
  isQueuePaused
  postingSchedule { day paused times }
}
"""

_POST_ROW = """
fragment PostRow on Post {
  id
  channelId
  channelService
  status
  text
  dueAt
  sentAt
  createdAt
  updatedAt
  via
  isCustomScheduled
  externalLink
  author { name }
  error { message supportUrl }
  assets {
    __typename
    type
    mimeType
    source
    thumbnail
    ... on ImageAsset { image { altText } }
  }
  metadata {
    __typename
    ... on CommonPostMetadata { type }
    ... on FacebookPostMetadata { linkAttachment { ...LinkRow } }
    ... on LinkedInPostMetadata { linkAttachment { ...LinkRow } }
    ... on ThreadsPostMetadata { linkAttachment { ...LinkRow } }
    ... on BlueskyPostMetadata { linkAttachment { ...LinkRow } }
  }
}

fragment LinkRow on LinkAttachment { url title text thumbnail }
"""

_METRICS = """
fragment PostMetrics on Post { metrics { type value } }
"""

_PROBLEM = """
fragment MutationProblem on MutationError {
  message
  ... on RestProxyError { code link }
}
"""

_PAGE = "pageInfo { hasNextPage endCursor }"

VIEWER = """
query Viewer {
  account {
    id
    email
    name
    timezone
    organizations { id name channelCount }
  }
}
"""

CHANNELS = """
query Channels($channels: ChannelsInput!, $waiting: PostsInput!) {
  channels(input: $channels) { ...ChannelRow }
  counted: posts(input: $waiting, first: 100) {
    edges { node { channelId } }
    pageInfo { hasNextPage }
  }
}
""" + _CHANNEL_ROW

CHANNEL = """
query Channel($input: ChannelInput!) {
  channel(input: $input) { ...ChannelRow }
}
""" + _CHANNEL_ROW

SCHEDULE = """
query PostingSchedule($input: ChannelInput!) {
  channel(input: $input) {
    id
    postingSchedule { day paused times }
  }
}
"""

LIMITS = """
query DailyLimits($input: DailyPostingLimitsInput!) {
  dailyPostingLimits(input: $input) { channelId limit scheduled sent isAtLimit }
}
"""

CREATE = """
mutation CreatePost($input: CreatePostInput!) {
  createPost(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt shareMode } }
    ...MutationProblem
  }
}
""" + _PROBLEM

EDIT = """
mutation EditPost($input: EditPostInput!) {
  editPost(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt shareMode isCustomScheduled } }
    ...MutationProblem
  }
}
""" + _PROBLEM

DELETE = """
mutation DeletePost($input: DeletePostInput!) {
  deletePost(input: $input) {
    __typename
    ... on DeletePostSuccess { id }
    ...MutationProblem
  }
}
""" + _PROBLEM

MOVE = """
mutation MovePost($input: MovePostInQueueInput!) {
  movePostInQueue(input: $input) {
    __typename
    ... on PostActionSuccess { post { id channelId status dueAt } }
    ...MutationProblem
  }
}
""" + _PROBLEM


def posts(*, metrics: bool) -> str:
    """A page of posts (sections 9.5 to 9.8), with what they reached where metrics are given to this key."""
    return (
        "query Posts($input: PostsInput!, $first: Int!, $after: String) {"
        f" posts(input: $input, first: $first, after: $after) {{ edges {{ node {{ {_row(metrics)} }} }} {_PAGE} }} }}"
        + _fragments(metrics)
    )


def post(*, metrics: bool) -> str:
    """One post (section 9.9)."""
    return f"query PostDetail($input: PostInput!) {{ post(input: $input) {{ {_row(metrics)} }} }}" + _fragments(metrics)


def main_screen(*, metrics: bool) -> str:
    """Account, channels, what waits and what was sent, in one request (section 9.4)."""
    return (
        "query MainScreen($channels: ChannelsInput!, $waiting: PostsInput!, $pending: PostsInput!, $sent: PostsInput!,"
        " $first: Int!) {"
        " account { id email name timezone }"
        " channels(input: $channels) { ...ChannelRow }"
        " counted: posts(input: $waiting, first: 100) { edges { node { channelId } } pageInfo { hasNextPage } }"
        f" pending: posts(input: $pending, first: $first) {{ edges {{ node {{ ...PostRow }} }} {_PAGE} }}"
        f" sent: posts(input: $sent, first: $first) {{ edges {{ node {{ {_row(metrics)} }} }} {_PAGE} }}"
        " }" + _CHANNEL_ROW + _fragments(metrics)
    )


def _row(metrics: bool) -> str:
    return "...PostRow ...PostMetrics" if metrics else "...PostRow"


def _fragments(metrics: bool) -> str:
    return _POST_ROW + _METRICS if metrics else _POST_ROW


ALL: Mapping[str, str] = MappingProxyType({
    "Viewer": VIEWER,
    "Channels": CHANNELS,
    "Channel": CHANNEL,
    "PostingSchedule": SCHEDULE,
    "DailyLimits": LIMITS,
    "CreatePost": CREATE,
    "EditPost": EDIT,
    "DeletePost": DELETE,
    "MovePost": MOVE,
    "Posts": posts(metrics=False),
    "SentPosts": posts(metrics=True),
    "PostDetail": post(metrics=True),
    "PostDetail without metrics": post(metrics=False),
    "MainScreen": main_screen(metrics=True),
    "MainScreen without metrics": main_screen(metrics=False),
})
"""All of them, for the test that holds them against the schema."""
