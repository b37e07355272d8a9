/**
 * The one way in which the console makes elements. Labels and items are anybody's: text is only ever set as text, and
 * there is no way here to set markup.
 */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes ("on" holds listeners, null and false are left out) and children, strings as text. */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets a text only if it is another one, so that nothing is announced twice. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Sets an attribute only if it is another one; null removes it. */
export function setAttribute(element, name, value) {
  if (value === null) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, String(value));
  }
}

/**
 * Has the children of a container be those of a list. A child lives on as long as its key is in the list, and with it
 * the focus, the selection and what is open in it.
 */
export function keep(container, items, keyOf, create, update) {
  const known = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let next = container.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = known.get(key);
    if (child) {
      known.delete(key);
    } else {
      child = create(item);
      child.dataset.key = key;
    }
    update(child, item);
    if (child === next) {
      next = next.nextElementSibling;
    } else {
      container.insertBefore(child, next);
    }
  }
  for (const gone of known.values()) {
    gone.remove();
  }
}
