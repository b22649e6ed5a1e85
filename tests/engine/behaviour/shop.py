"""A shop, as a document and a `behaviour.yaml` with every key of lists, envelopes, parents and actions."""

SHOP = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /categories/{category_id}/products:
    parameters: [{name: category_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: listProducts
      parameters:
        - {name: status, in: query, schema: {type: string}}
        - {name: min_price, in: query, schema: {type: number}}
        - {name: city, in: query, schema: {type: string}}
        - {name: sort_by, in: query, schema: {type: string}}
        - {name: order, in: query, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: page, in: query, schema: {type: integer}}
        - {name: offset, in: query, schema: {type: integer}}
        - {name: after, in: query, schema: {type: string}}
        - {name: before, in: query, schema: {type: string}}
        - {name: filter, in: query, style: deepObject, schema: {type: object}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Products'}}}}
    post:
      operationId: createProduct
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody: {$ref: '#/components/requestBodies/Product'}
      responses:
        '201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/OneProduct'}}}}
  /products/{product_id}:
    parameters: [{name: product_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: readProduct
      responses: {'200': {$ref: '#/components/responses/Product'}}
    put:
      operationId: replaceProduct
      requestBody: {$ref: '#/components/requestBodies/Product'}
      responses: {'200': {$ref: '#/components/responses/Product'}}
  /products/{product_id}/archive:
    parameters: [{name: product_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: archiveProduct
      responses: {'200': {$ref: '#/components/responses/Product'}}
  /products/{product_id}/labels:
    parameters: [{name: product_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: listLabels
      responses: {'200': {description: ok}}
    post:
      operationId: addLabel
      requestBody:
        content: {application/json: {schema: {type: object, properties: {label: {type: string}}}}}
      responses: {'204': {description: ok}}
  /products/search:
    post:
      operationId: searchProducts
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                status: {type: string}
                sort: {type: string}
                paging: {type: object, properties: {size: {type: integer}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Products'}}}}
  /products:
    patch:
      operationId: changeProducts
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {products: {type: array, items: {$ref: '#/components/schemas/Product'}}}
      responses: {'200': {description: ok}}
  /product:
    get:
      operationId: readNamedProduct
      parameters: [{name: name, in: query, schema: {type: string}}]
      responses: {'200': {$ref: '#/components/responses/Product'}}
    delete:
      operationId: deleteProduct
      requestBody:
        content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
      responses: {'204': {description: ok}}
  /settings:
    get:
      operationId: readSettings
      responses: {'200': {description: ok}}
components:
  requestBodies:
    Product:
      content:
        application/json:
          schema:
            type: object
            properties:
              product:
                allOf:
                  - {$ref: '#/components/schemas/Product'}
                  - {properties: {secret: {type: string, writeOnly: true}}}
  responses:
    Product:
      description: ok
      content: {application/json: {schema: {$ref: '#/components/schemas/OneProduct'}}}
  schemas:
    Product:
      type: object
      required: [name]
      properties:
        metadata: {type: object, properties: {name: {type: string}}}
        name: {type: string}
        price: {type: number}
        status: {type: string, enum: [open, held, archived]}
        archived_at: {type: string}
        created_at: {type: string}
        maker: {type: object, properties: {city: {type: string}}}
        offers: {type: array, items: {type: object, properties: {price: {type: number}}}}
        extra: {type: object}
    OneProduct:
      type: object
      properties: {product: {$ref: '#/components/schemas/Product'}}
    Products:
      type: object
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Product'}}
        meta: {type: object, properties: {total: {type: integer}, next: {type: string}}}
"""

SHOP_RULES = """
resources:
  category:
    identifier: id
    ids: like:cat_NffrFeUf
    complete: true
  product:
    schema: Product
    identifier: metadata.name
    ids: text:100
    parent: {resource: category, member: category_id}
    scoped: true
    hidden: [secret]
    created_by: [maker.city]
    updated_by: [maker.city]
    deleted: {status: archived, archived_at: "{now}"}
  label:
    identifier: id
    parent:
      - {member: shop}
      - {resource: product, member: product_id}
  settings:
    singleton: true

operations:
  listProducts:
    action: list
    resource: product
    scope: {category_id: category_id}
    entity: /data
    tells: {/meta/total: total, /meta/next: next_cursor, header Link: links}
    filter:
      status: {member: status, off: all}
      min_price: {member: price, compare: min}
      city: {member: maker.city, off: [any, all]}
      filter[offer]: {member: offers.price}
    sort: {by: sort_by, direction: order, members: {newest: -created_at}}
    mine: maker.city
    search: q
    page:
      {size: limit, number: page, offset: offset, cursor: after, before: before, by: identifier, first: 0, default: 20,
       largest: 50}
  createProduct:
    action: create
    resource: product
    scope: {category_id: category_id}
    body: /product
    entity: /product
    idempotency: Idempotency-Key
  readProduct:
    action: read
    resource: product
    entity: /product
    etag: true
    unknown: example
  replaceProduct:
    action: replace
    resource: product
    body: /product
    entity: /product
    create: true
  archiveProduct:
    action: act
    resource: product
    entity: /product
    set: {status: archived, archived_at: "{now}"}
    from: {status: [open, held], name: It}
    error: not_open
  listLabels:
    action: list
    resource: label
    relation: label
    answer: {all: "{rows}", count: "{total}"}
  addLabel:
    action: add
    resource: label
    identifier: {body: /label}
    relation: label
  searchProducts:
    action: list
    resource: product
    entity: /data
    filter: {status: status}
    sort: sort
    page: {size: paging.size, largest: 100}
    in: body
  changeProducts:
    action: update
    resource: product
    body: /products
    bulk: true
  readNamedProduct:
    action: read
    resource: product
    identifier: {query: name}
    entity: ""
    unknown: 404
  deleteProduct:
    action: delete
    resource: product
    identifier: {body: /id}
  readSettings:
    action: read
    resource: settings

errors:
  media_type: application/json
  body: {error: '{code}'}
  cases:
    not_open: {status: 409, code: not_open}
    not_found: {status: 404, code: not_found}
"""
